docker build -f Dockerfile.x -t b .
