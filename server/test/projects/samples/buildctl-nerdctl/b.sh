buildctl --addr tcp://x build --frontend dockerfile.v0 --local context=app --local dockerfile=app --opt target=t --opt build-arg:A=1 --opt platform=linux/arm64 --no-cache --output type=image,name=reg/x,push=true
nerdctl --namespace k8s.io build -t n app
buildah bud -t b app
