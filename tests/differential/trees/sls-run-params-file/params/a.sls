network_name: from file
