from hamnosys.parser import parse, diagnose
