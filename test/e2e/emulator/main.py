"""MiniStack, with the three things that these tests need and that it does not have. It ends when its standard input does.

Two stand in modules of their own; the third is below. All of them reach into MiniStack, so its version is pinned.
"""

import os
import signal
import sys
import threading

import ivs_channel
import stack_resource
from ministack import app


def end_with_standard_input():
    """Whoever starts this holds the other end of the pipe: however they end, MiniStack and its functions go with them."""
    while sys.stdin.buffer.read(1024):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


def take_requests_for_encrypted():
    """The bucket of `cdk bootstrap` denies what does not come over TLS. On loopback there is no wire to encrypt."""
    pin_request_origin = app.pin_request_origin
    app.pin_request_origin = lambda source_ip, _secure_transport: pin_request_origin(source_ip, True)


threading.Thread(target=end_with_standard_input, daemon=True).start()
ivs_channel.register()
stack_resource.register()
take_requests_for_encrypted()
app.main()
