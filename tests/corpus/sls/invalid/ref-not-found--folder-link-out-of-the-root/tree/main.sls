include: [out.x]
