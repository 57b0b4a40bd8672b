"""static/rules.js keeps the latest typed rules, and those of all shown runs."""

from browser_modules import Modules

KNOWN = """async () => {
  const { say } = await import(address.replace("rules.js", "store.js"))
  const text = (number) => `w = w - g/${number}`
  for (let number = 1; number <= 1000; number++) {
    say("typed_rules", { [text(number)]: number, [text(0)]: 0 })
    module.rule_of({ method: "own", rule: text(number) })
  }
  return [0, 1, 500, 900, 1000, 1001].map((number) => module.rule_of({ method: "own", rule: text(number) }))
}"""


def test_a_page_keeps_the_latest_rules_and_those_that_are_shown(node):
    (known,) = Modules(node, ".").work("rules.js", KNOWN, [[]])
    assert known == [0, None, None, 900, 1000, None]
