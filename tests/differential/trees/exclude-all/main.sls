include: [sub]
exclude: [sub]
