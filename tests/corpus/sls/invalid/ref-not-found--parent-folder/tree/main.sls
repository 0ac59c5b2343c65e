include: ["../outside/x"]
