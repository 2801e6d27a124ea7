"""Drives the installed kernel with the community's own clients: jupyter_client message by message, as jupyter_kernel_test
does, and nbclient with a whole notebook. Usage: check_kernel.py KERNELSPEC_PREFIX NOTEBOOK...

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


def streams(kernel):
    reply, messages = kernel.run('Console.WriteLine("hello, world"); Console.Error.WriteLine("trouble");')
    assert reply["content"]["status"] == "ok"
    assert [m["msg_type"] for m in messages][:2] == ["status", "execute_input"], messages
    assert any(m["msg_type"] == "stream" and "hello, world" in m["content"]["text"] for m in messages)
    assert text(messages, "stderr") == "trouble\n"


def results(kernel):
    assert kernel.value("1 + 1") == "2"
    _, messages = kernel.run('display(HTML("<b>b</b>"));')
    data = [m["content"]["data"] for m in messages if m["msg_type"] == "display_data"]
    assert data[0]["text/html"] == "<b>b</b>", data
    _, messages = kernel.run("ClearOutput();")
    assert any(m["msg_type"] == "clear_output" for m in messages)


def errors(kernel):
    reply, messages = kernel.run('int zero = 0;\nConsole.WriteLine(1 / zero);')
    assert reply["content"]["ename"] == "DivideByZeroException", reply["content"]
    assert "line 2" in reply["content"]["traceback"][0]
    kinds = [m["msg_type"] for m in messages if m["msg_type"] not in ("status", "execute_input")]
    assert kinds == ["error"], kinds


def assistance(kernel):
    code = "Console.WriteLi"
    assert "WriteLine" in kernel.ask(kernel.client.complete, code, len(code))["matches"]
    found = kernel.ask(kernel.client.inspect, "Console.WriteLine(1)", 12)
    assert found["found"] and "WriteLine" in found["data"]["text/plain"], found
    for sample, status in (("1 + 1", "complete"), ("if (true) {", "incomplete"), ("}", "invalid")):
        assert kernel.ask(kernel.client.is_complete, sample)["status"] == status, sample


def history(kernel):
    for code in ("11", "12", "13"):
        kernel.run(code)
    tail = kernel.ask(kernel.client.history, hist_access_type="tail", n=3, output=False, raw=True)["history"]
    assert [entry[2] for entry in tail] == ["11", "12", "13"], tail
    found = kernel.ask(kernel.client.history, hist_access_type="search", pattern="1?", unique=True, n=3)["history"]
    assert len(found) == 3, found


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


def kill(kernel):
    """The client starts a killed kernel again, and nothing of the killed one is left in the temporary folder."""
    leavings = os.path.join(os.environ["TMPDIR"], "unpaired*")
    left = set(glob.glob(leavings))
    kernel.manager.provisioner.process.kill()
    kernel.manager.provisioner.process.wait()
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
        kernel_info, streams, results, errors, assistance, history, comms_and_unknown_messages, languages,
        lines_in_order, interrupt, kill)]
    names = ["kernel_info", "streams", "results", "errors", "assistance", "history", "comms and unknown messages",
             "languages", "100,000 lines in order", "interrupt", "kill"]
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
