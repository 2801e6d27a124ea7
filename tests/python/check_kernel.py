"""Drives the installed kernel with the community's own clients: jupyter_client message by message, every item of
jupyter_kernel_test with its times and orders, and nbclient with whole notebooks. Usage: check_kernel.py KERNELSPEC_PREFIX NOTEBOOK...

Ends with the line 'N passed, N failed'."""

import glob
import os
import queue
import shutil
import sys
import tempfile
import time

os.environ["TMPDIR"] = tempfile.mkdtemp()  # the kernel's own, so that only its leavings are there
os.environ["JUPYTER_PATH"] = os.path.join(os.path.abspath(sys.argv[1]), "share", "jupyter")

import nbformat  # noqa: E402 (after the path)
from jupyter_client.manager import start_new_kernel  # noqa: E402
from nbclient import NotebookClient  # noqa: E402

PATIENCE = 120
FOLLOWING = 2  # seconds within which a message follows another; jupyter_kernel_test's 0.1 on a machine of its own


class Kernel:
    def __init__(self):
        self.manager, self.client = start_new_kernel(kernel_name="unpaired", startup_timeout=PATIENCE)

    def run(self, code, **options):
        """The reply, and all that was published between busy and idle."""
        request = self.client.execute(code, **options)
        return self.reply(request), self.published(request)

    def reply(self, request, channel=None):
        while True:
            message = (channel or self.client.get_shell_msg)(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == request:
                return message

    def published(self, request):
        messages = []
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != request:
                continue
            messages.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return messages

    def sample(self, code):
        """As jupyter_kernel_test runs each of its samples: reply first, then busy, ... idle, each soon after the other,
        each an answer to this request, and the code itself among them."""
        request = self.client.execute(code)
        reply = self.reply(request)
        messages = []
        while not messages or messages[-1]["content"].get("execution_state") != "idle":
            messages.append(self.client.get_iopub_msg(timeout=FOLLOWING))
            assert messages[-1]["parent_header"].get("msg_id") == request, messages[-1]
            assert messages[-1]["header"]["version"] >= "5.3", messages[-1]["header"]
        assert messages[0]["content"].get("execution_state") == "busy", messages[0]
        inputs = [m["content"] for m in messages if m["msg_type"] == "execute_input"]
        assert [i["code"] for i in inputs] == [code], inputs
        assert inputs[0]["execution_count"] == reply["content"]["execution_count"]
        return reply["content"], messages[1:-1]

    def ask(self, send, *arguments, **options):
        request = send(*arguments, **options)
        reply = self.reply(request)
        self.published(request)
        return reply["content"]

    def value(self, code):
        reply, messages = self.run(code)
        assert reply["content"]["status"] == "ok", reply["content"]
        return next(m["content"]["data"] for m in messages if m["msg_type"] == "execute_result")["text/plain"]


def text(messages, name="stdout"):
    return "".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream" and m["content"]["name"] == name)


def kernel_info(kernel):
    info = kernel.ask(kernel.client.kernel_info)
    assert (info["language_info"]["name"], info["language_info"]["file_extension"]) == ("C#", ".cs"), info
    for field in ("protocol_version", "implementation", "implementation_version", "banner", "help_links"):
        assert field in info, field
    assert isinstance(info["language_info"]["mimetype"], str)


def execute_stdout(kernel):
    reply, messages = kernel.sample('Console.WriteLine("hello, world");')
    assert reply["status"] == "ok", reply
    assert any(m["msg_type"] == "stream" and m["content"]["name"] == "stdout"
               and "hello, world" in m["content"]["text"] for m in messages), messages


def execute_stderr(kernel):
    reply, messages = kernel.sample('Console.Error.WriteLine("trouble");')
    assert reply["status"] == "ok", reply
    assert text(messages, "stderr") == "trouble\n"


def completion(kernel):
    for code, matches in (("Console.WriteLi", {"WriteLine"}), ("int.Par", {"Parse"}), ("Math.Sq", {"Sqrt"})):
        reply = kernel.ask(kernel.client.complete, code, len(code))
        assert reply["status"] == "ok" and set(reply["matches"]) == matches, reply
        assert (reply["cursor_start"], reply["cursor_end"]) == (code.index(".") + 1, len(code)), reply
        assert isinstance(reply["metadata"], dict)


def is_complete(kernel):
    for status, samples in (
            ("complete", ("1 + 1", "int x = 1;", "Console.WriteLine(1);", "class A { }", "")),
            ("incomplete", ("if (true) {", "Console.WriteLine(", "class A {", 'var s = @"', "/* ")),
            ("invalid", ("}", ")", '"abc'))):
        for code in samples:
            assert kernel.ask(kernel.client.is_complete, code)["status"] == status, (code, status)


def pager(kernel):
    """This kernel has no pager: the payload is there and empty."""
    reply, _ = kernel.sample("0")
    assert reply["payload"] == [] and reply["user_expressions"] == {}, reply


def error(kernel):
    reply, messages = kernel.sample("int zero = 0;\nConsole.WriteLine(1 / zero);")
    assert (reply["status"], reply["ename"]) == ("error", "DivideByZeroException"), reply
    assert "line 2" in reply["traceback"][0]
    assert [m["msg_type"] for m in messages] == ["execute_input", "error"], messages


def execute_result(kernel):
    for code, mime, value in (("1 + 1", "text/plain", "2"), ('"a" + "b"', "text/plain", "ab"),
                              ("new[] { 1, 2 }.Length == 2", "text/plain", "True")):
        reply, messages = kernel.sample(code)
        assert reply["status"] == "ok", reply
        results = [m["content"] for m in messages if m["msg_type"] == "execute_result"]
        assert [r["data"].get(mime) for r in results] == [value], (code, results)
        assert results[0]["execution_count"] == reply["execution_count"]


def display_data(kernel):
    for code, mime in (('display(HTML("<b>b</b>"));', "text/html"), ('Javascript("1");', "text/html"),
                       ('"a *b*".DisplayAs("text/markdown");', "text/markdown"), ("display(5);", "text/plain")):
        reply, messages = kernel.sample(code)
        assert reply["status"] == "ok", reply
        assert any(m["msg_type"] == "display_data" and mime in m["content"]["data"] for m in messages), (code, messages)


def history(kernel):
    codes = ["11", "12", "12"]
    for code in codes:
        kernel.sample(code)
    for output in (False, True):
        tail = kernel.ask(kernel.client.history, hist_access_type="tail", n=3, output=output, raw=True)["history"]
        assert [entry[2][0] if output else entry[2] for entry in tail] == codes, tail
        assert not output or [entry[2][1] for entry in tail] == codes, tail
    session, line = tail[0][:2]
    ranged = kernel.ask(kernel.client.history, hist_access_type="range", session=session, start=line, stop=line + 1,
                        raw=True, output=False)["history"]
    assert [tuple(entry) for entry in ranged] == [(session, line, "11")], ranged
    search = {"hist_access_type": "search", "raw": True, "output": False}
    assert len(kernel.ask(kernel.client.history, pattern="1?", **search)["history"]) >= 3
    assert len(kernel.ask(kernel.client.history, pattern="12", unique=True, **search)["history"]) == 1
    assert len(kernel.ask(kernel.client.history, pattern="1?", n=3, **search)["history"]) == 3


def inspect(kernel):
    found = kernel.ask(kernel.client.inspect, "Console.WriteLine(1)", 12)
    assert found["found"] and "WriteLine" in found["data"]["text/plain"], found
    assert not kernel.ask(kernel.client.inspect, "   ", 1)["found"]


def clear_output(kernel):
    for code in ("ClearOutput();", "ClearOutput(true);"):
        _, messages = kernel.sample(code)
        assert any(m["msg_type"] == "clear_output" for m in messages), messages


def iopub_welcome(kernel):
    """The very first message on a new subscription."""
    other = kernel.manager.client()
    other.iopub_channel.start()
    try:
        first = other.get_iopub_msg(timeout=PATIENCE)
        assert first["msg_type"] == "iopub_welcome" and first["content"]["subscription"] == "", first
    finally:
        other.iopub_channel.stop()


def fsharp_hover(kernel):
    kernel.run("#!fsharp\n/// Twice as much.\nlet doubled (x: int) = 2 * x")
    code = "#!fsharp\ndoubled 4"
    found = kernel.ask(kernel.client.inspect, code, len(code) - 3)
    assert found["found"] and "int -> int" in found["data"]["text/plain"], found
    assert "Twice as much." in found["data"]["text/plain"], found


def comms_and_unknown_messages(kernel):
    message = kernel.client.session.msg("comm_open", {"comm_id": "c1", "target_name": "nobody", "data": {}})
    kernel.client.shell_channel.send(message)
    messages = kernel.published(message["header"]["msg_id"])
    assert any(m["msg_type"] == "comm_close" for m in messages), messages
    assert kernel.ask(kernel.client.comm_info)["comms"] == {}
    kernel.client.shell_channel.send(kernel.client.session.msg("nonsense_request", {}))
    assert kernel.value("2 + 2") == "4"


def languages(kernel):
    loaded = 'AppDomain.CurrentDomain.GetAssemblies().Any(a => a.GetName().Name == "FSharp.Compiler.Service")'
    assert kernel.value(loaded) == "False"  # a notebook without F# does not pay for it
    assert kernel.value("#!fsharp\nlet twice x = 2 * x\ntwice 21") == "42"
    kernel.run("int[] numbers = [1, 2, 3];")
    assert kernel.value("#!fsharp\n#!share --from csharp numbers\nArray.sum numbers") == "6"


def lines_in_order(kernel):
    _, messages = kernel.run("for (int i = 0; i < 100_000; i++) Console.WriteLine(i);")
    assert text(messages) == "".join(f"{i}\n" for i in range(100_000))


def interrupt(kernel):
    kernel.run("int kept = 5;")
    request = kernel.client.execute('Console.WriteLine("begun"); while (true) { }')
    while kernel.client.get_iopub_msg(timeout=PATIENCE)["msg_type"] != "stream":
        pass
    began = time.monotonic()
    kernel.manager.interrupt_kernel()
    assert kernel.reply(request)["content"]["ename"] == "CellInterrupted"
    print(f"  interrupted after {time.monotonic() - began:.2f} s")
    kernel.published(request)
    assert kernel.value("kept") == "5"


def family(process):
    """Processes of a kernel: itself, its group, its children."""
    found = []
    for folder in glob.glob("/proc/[0-9]*"):
        try:
            with open(f"{folder}/stat", encoding="utf-8") as file:
                state, parent, group = file.read().rpartition(")")[2].split()[:3]
        except OSError:
            continue  # it has ended meanwhile
        own = int(os.path.basename(folder))
        if state != "Z" and process in (own, int(parent), int(group)):
            found.append(own)
    return found


def kill(kernel):
    """The client starts a killed kernel again, and nothing of the killed one is left: no process, no temporary file."""
    leavings = os.path.join(os.environ["TMPDIR"], "unpaired*")
    left = set(glob.glob(leavings))
    process = kernel.manager.provisioner.process
    assert family(process.pid), "the kernel's process is not found"
    process.kill()
    process.wait()
    deadline = time.monotonic() + 10
    while family(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not family(process.pid), family(process.pid)
    kernel.manager.restart_kernel(now=True)
    kernel.client.wait_for_ready(timeout=PATIENCE)
    assert kernel.value("3 + 4") == "7"
    assert set(glob.glob(leavings)) == left, set(glob.glob(leavings)) - left


def notebook(path):
    executed = nbformat.read(path, as_version=4)
    NotebookClient(executed, kernel_name="unpaired", timeout=600, startup_timeout=PATIENCE,
                   resources={"metadata": {"path": os.path.dirname(os.path.abspath(path))}}).execute()
    nbformat.validate(executed)
    counts = [cell.execution_count for cell in executed.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1)), counts


def main():
    passed = failed = 0
    kernel = Kernel()
    checks = [lambda check=check: check(kernel) for check in (
        kernel_info, execute_stdout, execute_stderr, completion, is_complete, pager, error, execute_result, display_data,
        history, inspect, clear_output, iopub_welcome, comms_and_unknown_messages, languages, fsharp_hover,
        lines_in_order, interrupt, kill)]
    names = [f"jupyter_kernel_test item {number}: {name}" for number, name in enumerate((
        "kernel_info", "execute_stdout", "execute_stderr", "completion", "is_complete", "pager", "error",
        "execute_result", "display_data", "history", "inspect", "clear_output", "iopub_welcome"), 1)] + [
        "comms and unknown messages", "languages", "hover in F#", "100,000 lines in order", "interrupt", "kill"]
    for path in sys.argv[2:]:
        checks.append(lambda path=path: notebook(path))
        names.append(os.path.basename(path))
    for name, check in zip(names, checks):
        try:
            check()
            passed += 1
            print(f"passed: {name}")
        except (Exception, queue.Empty) as problem:  # each check is reported, whatever it meets
            failed += 1
            print(f"FAILED: {name}: {type(problem).__name__}: {problem}")
    kernel.client.stop_channels()
    kernel.manager.shutdown_kernel(now=True)
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
