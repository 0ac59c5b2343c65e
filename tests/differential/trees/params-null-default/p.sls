n: null
