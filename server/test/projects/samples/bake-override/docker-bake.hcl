target "app" {
  target = "prod"
  args = { B = "hcl" }
}
