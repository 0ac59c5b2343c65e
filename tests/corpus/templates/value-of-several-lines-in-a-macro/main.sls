{% import 'lib.jinja' as lib with context %}
{{ lib.make('b') }}
