target "ok" {
  target = "x"
}
target "half" {
  args = {
    A = "1
  target = 
}
target "after" {
  target = "y"
}
