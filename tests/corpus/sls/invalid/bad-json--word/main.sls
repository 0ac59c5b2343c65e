{"a": True}
