target "app" {
  target = "dev"
  tags = ["app:dev"]
}
