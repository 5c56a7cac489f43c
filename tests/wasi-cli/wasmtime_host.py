"""Runs a WASI program on a folder: wasmtime_host.py MODULE FOLDER [ARGUMENT]..."""

import sys

from wasmtime import Engine, ExitTrap, Linker, Module, Store, WasiConfig


def main() -> int:
    module_path, folder, *arguments = sys.argv[1:]
    engine = Engine()
    linker = Linker(engine)
    linker.define_wasi()
    config = WasiConfig()
    config.argv = ["nacre", *arguments]
    config.inherit_stdout()
    config.inherit_stderr()
    config.preopen_dir(folder, "/")
    store = Store(engine)
    store.set_wasi(config)
    instance = linker.instantiate(store, Module.from_file(engine, module_path))
    try:
        instance.exports(store)["_start"](store)
    except ExitTrap as stop:
        return stop.code
    return 0


sys.exit(main())
