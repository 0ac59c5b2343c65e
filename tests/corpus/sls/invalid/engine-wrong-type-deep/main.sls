#!jinja|yaml
{% macro tag(v) %}
        n: {{ v }}
{%- endmacro %}
vm:
  cloud.network.present:
    - address_block: 10.0.0.0/16
    - tags:
        a: b
{{ tag(5) }}
