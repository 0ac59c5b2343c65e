include:
  - {{ 'net' }}
