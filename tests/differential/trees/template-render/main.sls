t: {template.render: [{template: "Hello {{ '{{' }} who {{ '}}' }}"}, {variables: {who: you}}]}
