// React Aria writes a style element for what can be pressed, unless there is something
// of that id. Our policy forbids such elements; the rule stands in aria.css.
const id = 'react-aria-pressable-style'
if (!document.getElementById(id)) {
  const there = document.createElement('meta')
  there.id = id
  document.head.append(there)
}
