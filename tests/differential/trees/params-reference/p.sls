ref: ${test:a:k}
