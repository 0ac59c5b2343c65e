a: yes
