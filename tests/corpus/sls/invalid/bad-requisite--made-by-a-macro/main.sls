{% from 'lib.jinja' import make %}
{{ make('a') }}
