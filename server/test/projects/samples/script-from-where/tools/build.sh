docker build -t a .
