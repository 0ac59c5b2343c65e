a: {time.sleep: [{duration: 5}]}
