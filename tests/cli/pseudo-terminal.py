"""Runs a command at a pseudo-terminal and answers it. Reads a JSON request from standard input, writes a JSON answer."""
import fcntl, json, os, pty, select, signal, struct, sys, termios, time

request = json.load(sys.stdin)
steps = list(request.get("steps", []))
child, terminal = pty.fork()
if child == 0:
    if request.get("stdout"):
        file = os.open(request["stdout"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, 1)
    os.chdir(request["cwd"])
    os.execvpe(request["command"][0], request["command"], request["env"])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", request.get("rows", 24), request.get("columns", 100), 0, 0))

started = time.monotonic()
output, seen, silences, last = "", 0, [], None
while time.monotonic() - started < request.get("timeout", 30):
    readable, _, _ = select.select([terminal], [], [], 0.05)
    if readable:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        now = time.monotonic()
        if last is not None:
            silences.append(now - last)
        last = now
        output += data.decode("utf8", "replace")
    if steps and steps[0]["wait"] in output[seen:]:
        step = steps.pop(0)
        seen = output.index(step["wait"], seen) + len(step["wait"])
        if "send" in step:
            os.write(terminal, step["send"].encode())
        last = None
else:
    os.kill(child, signal.SIGKILL)
_, status = os.waitpid(child, 0)
json.dump({
    "output": output,
    "code": os.waitstatus_to_exitcode(status),
    "seconds": time.monotonic() - started,
    "longestSilence": max(silences, default=0),
    "unmet": [step["wait"] for step in steps],
}, sys.stdout)
