{% set names = ['b', 'a'] %}
{% if names|length == 2 %}
a:
  test.succeed_with_comment:
    - comment: "{{ names|sort|join(',') }}"
{% else %}
b: {test.nop: []}
{% endif %}
