{% from 'lib.jinja' import outer %}
{{ outer('a') }}
