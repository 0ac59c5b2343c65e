a: prod
