# Files, directories and links below `out/` beside this file. A changed configuration is noticed by what listens to it.
out:
  directory.present:
    - name: out

conf-d:
  directory.present:
    - name: out/conf.d
    - require:
      - directory: out

server-conf:
  file.present:
    - name: out/conf.d/server.conf
    - contents: |
        listen 127.0.0.1:8080
        workers 4
    - mode: "0640"
    - require:
      - directory: conf-d

current:
  symlink.present:
    - name: out/current.conf
    - target: conf.d/server.conf
    - require:
      - file: server-conf

# Runs only when the file changed.
reload:
  cmd.run:
    - cmd: echo reloaded
    - onchanges:
      - file: server-conf
