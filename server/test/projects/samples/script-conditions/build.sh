if [ "$CI" = true ]; then
  TARGET=ci
fi
cat <<EOF > x
docker build -t never never
EOF
for d in a b; do
  docker build -t "$d" "$d"
done
docker build --target "$TARGET" -t one .
(cd a && docker build -t two .)
sudo -E docker --context remote image build -qt three -f a/Dockerfile - < a/Dockerfile
docker build - < Dockerfile
