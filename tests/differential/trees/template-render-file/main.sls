a: {template.render: [{template_file_name: t.jinja}, {variables: {who: me}}]}
