"""Answers questions with the Python reference: one JSON case a line on stdin, one JSON answer a line on stdout."""

import base64
import json
import sys
from typing import Any

from pydantic_ai_backends.backends.state import StateBackend
from pydantic_ai_backends.hashline import apply_hashline_edit_with_summary, format_hashline_output
from pydantic_ai_backends.permissions import (
    DEFAULT_RULESET,
    PERMISSIVE_RULESET,
    READONLY_RULESET,
    STRICT_RULESET,
    PermissionChecker,
)

RULESETS = {
    "DEFAULT": DEFAULT_RULESET,
    "PERMISSIVE": PERMISSIVE_RULESET,
    "READONLY": READONLY_RULESET,
    "STRICT": STRICT_RULESET,
}


def content_of(stored: Any) -> str | bytes:
    return stored if isinstance(stored, str) else base64.b64decode(stored["base64"])


def workspace(files: dict[str, Any]) -> StateBackend:
    backend = StateBackend()
    for path, stored in files.items():
        backend.write(path, content_of(stored))
    return backend


def listing(entries: Any) -> list[dict[str, Any]]:
    return [{"path": e["path"], "isDir": e["is_dir"], "size": e["size"]} for e in entries]


def state(backend: StateBackend, op: dict[str, Any]) -> Any:
    match op["op"]:
        case "exists":
            return backend.exists(op["path"])
        case "read":
            return backend.read(op["path"], op["offset"], op["limit"])
        case "readBytes":
            return base64.b64encode(backend.read_bytes(op["path"])).decode()
        case "ls":
            return listing(backend.ls_info(op["path"]))
        case "write":
            result = backend.write(op["path"], content_of(op["content"]))
            return {"path": result.path, "error": result.error}
        case "edit":
            result = backend.edit(op["path"], op["old"], op["new"], op["replaceAll"])
            return {"path": result.path, "error": result.error, "occurrences": result.occurrences}
        case "glob":
            return [entry["path"] for entry in backend.glob_info(op["pattern"], op["path"])]
        case "grep":
            found = backend.grep_raw(op["pattern"], op["path"], op["glob"], op["ignoreHidden"])
            if isinstance(found, str):
                return found
            return [[match["path"], match["line_number"], match["line"]] for match in found]
    raise ValueError(op["op"])


def answer(case: dict[str, Any]) -> Any:
    match case["kind"]:
        case "state":
            backend = workspace(case["files"])
            return [state(backend, op) for op in case["ops"]]
        case "hashlineFormat":
            return format_hashline_output(case["content"], case["offset"], case["limit"])
        case "hashlineEdit":
            content, error, summary = apply_hashline_edit_with_summary(case["content"], **case["edit"])
            return {"content": content, "error": error, "summary": summary}
        case "permission":
            checker = PermissionChecker(RULESETS[case["preset"]])
            return checker.check_sync(case["operation"], case["target"])
    raise ValueError(case["kind"])


for line in sys.stdin:
    try:
        reply = {"answer": answer(json.loads(line))}
    except Exception as error:  # the reference's own failures are answers too
        reply = {"raised": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
