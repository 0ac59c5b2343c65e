a:
  cloud.network.present:
{% include 'args.jinja' %}
