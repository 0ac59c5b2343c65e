a: from env
