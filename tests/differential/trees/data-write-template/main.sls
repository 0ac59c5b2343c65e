a: {data.write: [{file_name: out.txt}, {template: "{% raw %}k={{ parameters.k }}{% endraw %}"}, {parameters: {k: v}}]}
