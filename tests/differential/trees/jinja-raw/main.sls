a: {test.present: [{new_state: {k: "{% raw %}{{ kept }}{% endraw %}"}}]}
