image:
	docker build -t x .
