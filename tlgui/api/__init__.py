"""The API for scripts: everything that the page does, without the page. Each function is available as ``tlgui.NAME`` (``docs/python.md``).

All of them work on the data folder of the page and the command line: ``home=``, else the environment's ``TLGUI_HOME``, else ``.tlgui`` in
the user's folder. Errors are :class:`tlgui.errors.UserError`, whose text says what to do. Training and other heavy work is done by
worker processes, as for the page, so that a script and the page see each other's runs and share one queue.
"""
