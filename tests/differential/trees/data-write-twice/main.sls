a: {data.write: [{file_name: out.json}, {parameters: {k: v}}]}
