"""Who is asked to judge which try: given by a coordinator or taken from the queue by age, once; handed back, ended.

An assignment is asked again for conflicts and for the role whenever it is opened or saved, and every day by the worker.
Coordinators see who waits and with whom, and never the work.
"""
