A = B
B = A
function "f" {
  params = [x]
  result = f(x)
}
target "one" {
  inherits = ["two"]
  args = { A = A, F = f(1) }
}
target "two" {
  inherits = ["one"]
  target = "t"
}
