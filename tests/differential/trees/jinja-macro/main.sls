{% macro state(id, text) %}
{{ id }}: {test.succeed_with_comment: [{comment: "{{ text }}"}]}
{% endmacro %}
{{ state('a', 'one') }}
{{ state('b', 'two') }}
