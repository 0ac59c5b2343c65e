a: init
