include: other
