{% from 'macros.jinja' import nop %}
{{ nop('a') }}
{{ nop('b') }}
