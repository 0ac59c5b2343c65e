id: from_params
