"""MiniStack with three additions that these tests need. It ends when its standard input is closed.

Two are in separate modules; the third is below. All use internals of MiniStack, so its version is pinned.
"""

import os
import signal
import sys
import threading

import ivs_channel
import stack_resource
from ministack import app


def end_with_standard_input():
    """Kills MiniStack and its functions when the parent process, which holds the pipe, ends."""
    while sys.stdin.buffer.read(1024):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


def treat_requests_as_encrypted():
    """Treats requests as encrypted: the bucket of `cdk bootstrap` denies requests without TLS."""
    pin_request_origin = app.pin_request_origin
    app.pin_request_origin = lambda source_ip, _secure_transport: pin_request_origin(source_ip, True)


threading.Thread(target=end_with_standard_input, daemon=True).start()
ivs_channel.register()
stack_resource.register()
treat_requests_as_encrypted()
app.main()
