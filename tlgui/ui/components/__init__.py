"""Parts of a page that Gradio does not have: each is one Python file here and one script of the same name in ``assets/``."""
