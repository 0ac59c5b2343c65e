quo: nest.no.state
