target "web" {
  context = "services/web"
}
