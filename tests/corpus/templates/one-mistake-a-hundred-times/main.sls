{% for n in range(100) %}
x{{ n }}:
  cloud.network.present:
    - address_block: 10.{{ n }}.0.0/16
    - adress: 1
{% endfor %}
