{% import 'lib.jinja' as lib %}
{{ libs.make('a') }}
